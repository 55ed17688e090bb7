#!/bin/sh
# Keeps packages of the list from coming back. Each command blocks every version of its package that the repository
# does not have yet, also the good ones. Remove what must stay open, and run the rest.
set -e
