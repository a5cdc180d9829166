"""What staff, partners and visitors send in, one module for each."""
