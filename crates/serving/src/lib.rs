//! What every measured server does alike: arguments, sockets, the hyper codec, the backend client, its counters.
