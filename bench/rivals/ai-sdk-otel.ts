import { call, create, load } from '../support/packages.ts'
import type { Rival } from './rival.ts'

/** The AI SDK's own telemetry, as OpenTelemetry spans that are sent in batches over OTLP. */
export const rival: Rival = {
  name: '@ai-sdk/otel + OTLP',
  sdk: 'ai',
  package: '@ai-sdk/otel',
  async open({ stub }) {
    const exporters = await load('@opentelemetry/exporter-trace-otlp-http')
    const tracing = await load('@opentelemetry/sdk-trace-node')
    const exporter = create(exporters, 'OTLPTraceExporter', { url: `${stub}/v1/traces` })
    const spanProcessors = [create(tracing, 'BatchSpanProcessor', exporter)]
    const provider = create(tracing, 'NodeTracerProvider', { spanProcessors })
    call(provider, 'register')
    const integration = create(await load('@ai-sdk/otel'), 'OpenTelemetry')
    return {
      settings: { telemetry: { integrations: [integration] } },
      flush: async () => void (await call(provider, 'forceFlush')),
      close: async () => void (await call(provider, 'shutdown')),
    }
  },
}
