package dev.baton.bench.readiness.throughput;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.syncmonitor.topology.Incoming;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Reads each event from the readiness topology's topics as that does, and writes it again: nothing in between. */
final class PassThrough {

    private static final String PASS = "pass";

    private PassThrough() {}

    static String output(String prefix) {
        return prefix + "passed";
    }

    static Topology build(String prefix) {
        var topology = new Topology();
        topology.addSource(
                "deployments", new StringDeserializer(), new ByteArrayDeserializer(), Topic.DEPLOYMENTS.in(prefix));
        topology.addSource(
                "samples", new StringDeserializer(), new ByteArrayDeserializer(), Topic.SYNC_PROGRESS.in(prefix));
        topology.addProcessor(PASS, Pass::new, "deployments", "samples");
        topology.addSink("passed", output(prefix), new StringSerializer(), new ByteArraySerializer(), PASS);
        return topology;
    }

    private static final class Pass extends ContextualProcessor<String, byte[], String, byte[]> {
        private final Incoming incoming = new Incoming();
        private final EventCodec codec = new EventCodec();

        @Override
        public void process(Record<String, byte[]> record) {
            if (incoming.read(record.key(), record.headers(), record.value())
                    instanceof Decoded.Readable(var envelope)) {
                context().forward(record.withValue(codec.encode(envelope)));
            }
        }
    }
}
