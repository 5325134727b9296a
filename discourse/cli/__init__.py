"""The command line: parse, one call of the public interface, show."""
