class Trouble extends RangeError { override name = "TroubleError"; }
throw new Trouble("of its own kind");
