"""The field's standards, in and out, without Django: each room that needs one adds its module here."""
