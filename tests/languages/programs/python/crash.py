class Trouble(Exception):
    pass


raise Trouble("of its own kind")
