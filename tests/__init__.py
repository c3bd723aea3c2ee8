"""What must hold, told as facts. One folder for each floor or seam."""
