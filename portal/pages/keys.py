import secrets

# No vowels but a and e, no 0/o and 1/l/i: a key read aloud or typed from paper stays right.
KEY_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
KEY_LENGTH = 6


def new_key(length=KEY_LENGTH):
    """A permanent name that cannot be guessed, for an anchor or a short link."""
    return "".join(secrets.choice(KEY_ALPHABET) for _position in range(length))
