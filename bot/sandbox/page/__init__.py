"""The sandbox as a page: four phones, a clock to be moved, and a look inside."""
