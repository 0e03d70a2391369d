// node calls.cjs CLIENT CALLS STATE: makes so many calls of a client one after the other, and prints what one took, as JSON.
//
// Traced, it is as OpenTelemetry's documentation has it: NodeSDK with the instrumentation of the client and OTLP over HTTP.
'use strict';

const [client, calls, state] = [process.argv[2], Number(process.argv[3]), process.argv[4]];

function startTracing() {
  const {NodeTracerProvider, BatchSpanProcessor} = require('@opentelemetry/sdk-trace-node');
  const {OTLPTraceExporter} = require('@opentelemetry/exporter-trace-otlp-proto');
  const {registerInstrumentations} = require('@opentelemetry/instrumentation');
  const {PgInstrumentation} = require('@opentelemetry/instrumentation-pg');
  const {MySQL2Instrumentation} = require('@opentelemetry/instrumentation-mysql2');
  const {IORedisInstrumentation} = require('@opentelemetry/instrumentation-ioredis');
  const provider = new NodeTracerProvider({spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(), {maxQueueSize: 65536})]});
  provider.register();
  // ioredis and pg are silent without a parent unless they are told otherwise.
  registerInstrumentations({instrumentations: [
    new PgInstrumentation(), new MySQL2Instrumentation(), new IORedisInstrumentation({requireParentSpan: false})]});
  return provider;
}

const connect = {
  async postgres() {
    const {Client} = require('pg');
    const connection = new Client({connectionString: process.env.DBSPAN_TEST_PG_URL});
    await connection.connect();
    return {call: () => connection.query('SELECT 1'), end: () => connection.end()};
  },
  async mysql() {
    const connection = await require('mysql2/promise').createConnection(process.env.DBSPAN_TEST_MYSQL_URL);
    return {call: () => connection.query('SELECT 1'), end: () => connection.end()};
  },
  async redis() {
    const Redis = require('ioredis');
    const connection = new Redis(process.env.DBSPAN_TEST_REDIS_URL);
    await connection.set('key', 'value');
    return {call: () => connection.get('key'), end: () => connection.quit()};
  },
};

async function main() {
  const provider = state === 'traced' ? startTracing() : undefined;
  const {call, end} = await connect[client]();
  for (let i = 0; i < calls / 5; ++i) await call();
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; ++i) await call();
  const wall = Number(process.hrtime.bigint() - start);
  if (provider) await provider.forceFlush();
  const used = process.cpuUsage(cpu);
  await end();
  if (provider) await provider.shutdown();
  console.log(JSON.stringify({wall: wall / calls, cpu: (used.user + used.system) * 1000 / calls}));
}

main();
