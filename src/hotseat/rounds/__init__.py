"""The catalogue: a round is a folder of data (what is asked, what is told, what is pushed, how it is graded), and the loader that checks it."""
