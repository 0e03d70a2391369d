// Sends a trace of two spans with each exporter of OTLP over HTTP, with and without gzip. usage: node send.mjs URL
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const url = `${process.argv[2]}/v1/traces`;
const sends = [];
for (const [name, Exporter] of [['json', JsonExporter], ['protobuf', ProtobufExporter]]) {
  for (const compression of ['none', 'gzip']) {
    const exporter = new Exporter({ url, compression });
    const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    const tracer = provider.getTracer('dbspan-wire-test');
    const parent = tracer.startSpan(`${name} ${compression}`, {}, ROOT_CONTEXT);
    const attributes = { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT ?', 'db.response.returned_rows': 3 };
    tracer.startSpan('SELECT', { kind: 2, attributes }, trace.setSpan(ROOT_CONTEXT, parent)).end();
    parent.end();
    sends.push(provider.shutdown());
  }
}
await Promise.all(sends);
