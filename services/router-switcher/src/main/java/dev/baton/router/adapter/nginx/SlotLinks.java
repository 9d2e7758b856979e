package dev.baton.router.adapter.nginx;

import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The addresses of slots as the targets of symbolic links, {@code slot-b -> 127.0.0.1:8081}, for the applications that
 * go by the Lua way. NGINX reads one when a route first leads to its slot. Whoever changes them holds the lock of the
 * application's routes.
 */
final class SlotLinks {

    private final NginxLayout layout;
    private final Map<ApplicationName, Map<Slot, Address>> addresses = new ConcurrentHashMap<>();

    SlotLinks(NginxLayout layout) {
        this.layout = layout;
    }

    /** What the links are to say from now on. */
    void expect(ApplicationName application, Map<Slot, Address> slots) {
        addresses.put(application, slots);
    }

    /** Links say nothing from now on; those that there are stay, for a worker that has not been reloaded yet. */
    void expectNothing(ApplicationName application) {
        addresses.remove(application);
    }

    /** Whether the slot's link says its address; so it is where no link has to. */
    boolean stands(ApplicationName application, Slot slot) {
        var slots = addresses.get(application);
        if (slots == null) {
            return true;
        }
        try {
            var said = Files.readSymbolicLink(layout.slot(application, slot)).toString();
            return said.equals(String.valueOf(slots.get(slot)));
        } catch (IOException notThere) {
            return false;
        }
    }

    /**
     * Makes the slot's link unless it stands.
     *
     * @return whether it had to be made; not durable yet then
     */
    boolean make(ApplicationName application, Slot slot) throws IOException {
        var slots = addresses.get(application);
        if (slots == null || stands(application, slot)) {
            return false;
        }
        Durable.link(layout.slot(application, slot), String.valueOf(slots.get(slot)));
        return true;
    }
}
