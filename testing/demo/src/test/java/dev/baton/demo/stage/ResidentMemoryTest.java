package dev.baton.demo.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {

    @Test
    void readsTheResidentSetInBytes() {
        assertEquals(
                OptionalLong.of(158_208L * 1024),
                ResidentMemory.parse("Name:\tjava\nVmPeak:\t 4000000 kB\nVmRSS:\t  158208 kB\nThreads:\t40\n"));
    }

    @Test
    void aProcessWithoutMemoryHasNone() {
        // A zombie's status has no such line.
        assertTrue(ResidentMemory.parse("Name:\tjava\nState:\tZ (zombie)\n").isEmpty());
    }
}
