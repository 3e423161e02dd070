"""Who takes part: what each kind of person tends to do, going by nothing but what their phone shows or once showed."""
