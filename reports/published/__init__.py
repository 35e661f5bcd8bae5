"""What is published beside the lists, so that anybody can check them."""
