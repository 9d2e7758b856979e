package dev.baton.examples.evmindexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockTest {

    private static final String HASH = "0x" + "aB".repeat(32);
    private static final String PARENT = "0x" + "01".repeat(32);
    private static final String ADDRESS = "0x" + "cd".repeat(20);

    @Test
    void readsWhatANodeAnswers() throws IOException {
        Block block = Block.from(json());
        assertThat(block.head()).isEqualTo(new Block.Head(31, "0x" + "ab".repeat(32)));
        assertThat(block.timestamp()).isEqualTo(255);
        Block.Transaction transfer = block.transactions().getFirst();
        assertThat(transfer.to()).isEqualTo(ADDRESS);
        assertThat(transfer.value()).isEqualTo(BigInteger.TWO.pow(100));
        assertThat(block.transactions().getLast().to()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "number,31",
        "number,-0x1",
        "number,0x8000000000000000",
        "number,''",
        "hash,0x12",
        "hash,<html>",
        "parentHash,''",
        "timestamp,soon",
        "gasUsed,0x"
    })
    void refusesABlockWithAMalformedField(String field, String value) {
        assertThatThrownBy(() -> Block.from(json().put(field, value)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(field);
    }

    @Test
    void refusesABlockThatTheNodeDoesNotHave() {
        assertThatThrownBy(() -> Block.from(new ObjectMapper().readTree("null")))
                .hasMessage("the node does not have the block");
    }

    @Test
    void refusesTransactionsThatAreHashesOnly() {
        ObjectNode json = json();
        json.putArray("transactions").add(HASH);
        assertThatThrownBy(() -> Block.from(json)).isInstanceOf(IOException.class);
    }

    @Test
    void linksOnlyBlocksThatNameTheOneBefore() {
        Block first = block(7, "a", "z");
        Block second = block(8, "b", "a");
        assertThat(Indexer.linked(Optional.empty(), List.of(first, second))).isTrue();
        assertThat(Indexer.linked(Optional.of(new Block.Head(6, "z")), List.of(first, second)))
                .isTrue();
        assertThat(Indexer.linked(Optional.of(new Block.Head(6, "y")), List.of(first, second)))
                .isFalse();
        assertThat(Indexer.linked(Optional.of(first.head()), List.of(second, block(9, "c", "x"))))
                .isFalse();
    }

    private static Block block(long height, String hash, String parent) {
        return new Block(height, hash, parent, 0, 0, List.of());
    }

    private static ObjectNode json() {
        ObjectNode block = new ObjectMapper()
                .createObjectNode()
                .put("number", "0x1f")
                .put("hash", HASH)
                .put("parentHash", PARENT)
                .put("timestamp", "0xff")
                .put("gasUsed", "0x0");
        block.putArray("transactions")
                .addObject()
                .put("hash", HASH)
                .put("from", ADDRESS)
                .put("to", ADDRESS)
                .put("value", "0x1" + "0".repeat(25));
        block.withArray("transactions")
                .addObject()
                .put("hash", PARENT)
                .put("from", ADDRESS)
                .putNull("to")
                .put("value", "0x0");
        return block;
    }
}
