"""What happened: values only, no clock and no input or output."""
