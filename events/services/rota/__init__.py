"""Who hosts which date, agreed with the organizations."""
