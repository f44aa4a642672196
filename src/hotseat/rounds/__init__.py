"""The catalogue: a round is a folder of data (what is asked, told, pushed and graded), and the loader that checks it."""
