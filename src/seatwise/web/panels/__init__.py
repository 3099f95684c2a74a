"""What the pages of panels are made with: addresses, rows, trees and charts."""
