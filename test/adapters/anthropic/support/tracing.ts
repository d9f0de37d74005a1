import type { Span, Tracer, TracerProvider } from '@opentelemetry/api'

// How long something took differs from time to time.
const TIMES = new Set<unknown>(['gen_ai.response.time_to_first_chunk'])

/** A tracer provider, and what its spans held when they ended. */
export type Tracing = { readonly provider: TracerProvider; ended(): readonly string[] }

export function createTracing(): Tracing {
  const ended: string[] = []

  function startSpan(name: string, options: object = {}): Span {
    const set: unknown[] = [options]
    const note = (...values: unknown[]): Span => {
      set.push(TIMES.has(values[0]) ? values[0] : values)
      return span
    }
    const span: Span = {
      spanContext: () => ({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 }),
      isRecording: () => true,
      end: () => void ended.push(JSON.stringify([name, set])),
      setAttribute: note,
      setAttributes: note,
      addEvent: note,
      addLink: note,
      addLinks: note,
      setStatus: note,
      updateName: note,
      recordException: () => {},
    }
    return span
  }
  const tracer: Tracer = { startSpan, startActiveSpan: () => undefined as never }
  return { provider: { getTracer: () => tracer }, ended: () => ended }
}
