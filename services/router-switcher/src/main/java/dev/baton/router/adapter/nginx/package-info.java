/** The route as NGINX reads it: a site written once per application, and a symbolic link that a switch renames. */
@NullMarked
package dev.baton.router.adapter.nginx;

import org.jspecify.annotations.NullMarked;
