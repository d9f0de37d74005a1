import { field } from '../../core/field.ts'

/** The version of a client's package, as the client itself tells it to servers: `OpenAI/JS 7.59.0`. */
export function clientVersion(client: object): string | undefined {
  try {
    const getUserAgent = field(client, 'getUserAgent')
    const agent: unknown = typeof getUserAgent === 'function' ? Reflect.apply(getUserAgent, client, []) : undefined
    return typeof agent === 'string' ? /\/JS (\d[\w.+-]*)/.exec(agent)?.[1] : undefined
  } catch {
    return undefined
  }
}
