"""A stand-in for the drawn products where a test looks at a screen and not at the drawing."""


def plain_art(art, tint):
    """Return a tinted square."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">'
        f'<rect x="40" y="30" width="120" height="140" rx="20" fill="{tint}"/></svg>'
    )
