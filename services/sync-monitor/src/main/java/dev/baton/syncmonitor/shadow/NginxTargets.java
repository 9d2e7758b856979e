package dev.baton.syncmonitor.shadow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a piece of NGINX's configuration sends requests: the servers of the upstreams that a {@code proxy_pass} in it
 * names, and the addresses that one names itself; of all upstreams where it has no {@code proxy_pass}, or one with a
 * variable. Files that it includes are not read.
 */
final class NginxTargets {

    private static final Set<String> PASSES = Set.of("proxy_pass", "grpc_pass");
    private static final Set<String> IDLE = Set.of("down", "backup");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Map<String, Set<String>> upstreams = new LinkedHashMap<>();
    private final List<String> passes = new ArrayList<>();

    private NginxTargets() {}

    /** The addresses, in one spelling. Empty where the text has none, for it is being written, say. */
    static Set<String> of(String configuration) {
        var targets = new NginxTargets();
        targets.read(tokens(configuration));
        return targets.reached();
    }

    /** {@code host:port} in one spelling: the loopback address for its name, the port where it is left out. */
    static String spelled(String address) {
        return spelled(address, HTTP);
    }

    private static String spelled(String address, int port) {
        if (address.startsWith("unix:")) {
            return address;
        }
        var whole = address.lastIndexOf(':') > address.lastIndexOf(']') ? address : address + ":" + port;
        return whole.replaceFirst("^(localhost|\\[::1]):", "127.0.0.1:");
    }

    private Set<String> reached() {
        var reached = new HashSet<String>();
        if (passes.isEmpty() || passes.stream().anyMatch(pass -> pass.contains("$"))) {
            upstreams.values().forEach(reached::addAll);
        }
        for (var pass : passes) {
            if (!pass.contains("$")) {
                reached.addAll(behind(pass));
            }
        }
        return reached;
    }

    private Collection<String> behind(String pass) {
        var scheme = pass.indexOf("://");
        var authority = pass.substring(scheme < 0 ? 0 : scheme + 3).replaceFirst("(?<!unix:)/.*$", "");
        var named = upstreams.get(authority);
        return named == null
                ? Set.of(spelled(authority, pass.startsWith("https") || pass.startsWith("grpcs") ? HTTPS : HTTP))
                : named;
    }

    private void read(List<String> tokens) {
        Deque<String> blocks = new ArrayDeque<>();
        var directive = new ArrayList<String>();
        for (var token : tokens) {
            switch (token) {
                case "{" -> {
                    var name = directive.size() > 1 ? directive.get(1) : "";
                    blocks.push(directive.isEmpty() ? "" : directive.getFirst().equals("upstream") ? name : "");
                    if (!blocks.getFirst().isEmpty()) {
                        upstreams.putIfAbsent(name, new HashSet<>());
                    }
                    directive.clear();
                }
                case "}" -> {
                    blocks.poll();
                    directive.clear();
                }
                case ";" -> {
                    take(directive, blocks.isEmpty() ? "" : blocks.getFirst());
                    directive.clear();
                }
                default -> directive.add(token);
            }
        }
    }

    private void take(List<String> directive, String upstream) {
        if (directive.size() < 2) {
            return;
        }
        var servers = upstreams.get(upstream);
        if (servers != null && directive.getFirst().equals("server")) {
            if (directive.stream().noneMatch(IDLE::contains)) {
                servers.add(spelled(directive.get(1)));
            }
        } else if (PASSES.contains(directive.getFirst())) {
            passes.add(directive.get(1));
        }
    }

    /** Words and marks, without comments and quotes. */
    private static List<String> tokens(String text) {
        var tokens = new ArrayList<String>();
        var word = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '#' && word.isEmpty()) {
                var end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
            } else if ((c == '"' || c == '\'') && word.isEmpty()) {
                var end = text.indexOf(c, i + 1);
                tokens.add(text.substring(i + 1, end < 0 ? text.length() : end));
                i = end < 0 ? text.length() : end;
            } else if (c == ';' || c == '{' && word.isEmpty() || c == '}') {
                close(word, tokens);
                tokens.add(String.valueOf(c));
            } else if (Character.isWhitespace(c)) {
                close(word, tokens);
            } else {
                word.append(c);
            }
        }
        close(word, tokens);
        return tokens;
    }

    private static void close(StringBuilder word, List<String> tokens) {
        if (!word.isEmpty()) {
            tokens.add(word.toString());
            word.setLength(0);
        }
    }
}
