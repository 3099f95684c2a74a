"""Tests share `fakes`: this folder is on the path because this file is here."""
