"""The federation over a network, carried by NVFlare. All that knows of NVFlare is in this folder.

Imported only where it is used: NVFlare comes with the extra ``federation``. What runs in NVFlare's own
processes is ``relay`` (server), ``executor`` and ``guard`` (site); they are named in files of settings, so
their names are part of the format.
"""
