"""Notices of assemblies to the police."""
