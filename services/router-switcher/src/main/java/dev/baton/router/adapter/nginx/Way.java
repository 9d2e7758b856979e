package dev.baton.router.adapter.nginx;

/** How NGINX finds a request's route. Either way the route is the target of a link, and a switch is its rename. */
enum Way {

    /** Any NGINX: it resolves the link as a path, and regular expressions take the slot out of it. */
    PLAIN,

    /** With the Lua module: it reads the link, connects to any address and counts. */
    LUA
}
