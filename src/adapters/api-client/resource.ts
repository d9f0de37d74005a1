import { field } from '../../core/field.ts'
import { transparentProxy } from '../../middleware/transparent-proxy.ts'
import { isWrapped } from '../../middleware/unwrap.ts'
import { shapedLike, type AnyFunction } from './override.ts'

/** What differs in a resource of a client, such as `client.chat.completions`. */
export type ResourceWrap = {
  /** The wrapped client, which the resource's helpers are to see in place of their own. */
  readonly client: () => object
  /** Stands in for the method that asks a model. */
  readonly create?: (own: AnyFunction) => AnyFunction
  /** Names of methods that ask by way of `create`, such as `stream`; those that the resource lacks do not matter. */
  readonly helpers?: readonly string[]
  /** Stand-ins for the resources below. */
  readonly members?: { readonly [member: string]: (own: object) => object }
}

/** A stand-in for a resource of a client; everything that is not named is the resource's own. */
export function wrapResource(resource: object, { client, create, helpers = [], members }: ResourceWrap): object {
  if (isWrapped(resource)) return resource
  const methods: { [name: string]: AnyFunction } = {}
  const own = methodOf(resource, 'create')
  if (create !== undefined && own !== undefined) methods['create'] = shapedLike(own, create(own))
  for (const name of helpers) {
    const helper = methodOf(resource, name, () => wrapped)
    if (helper !== undefined) methods[name] = helper
  }
  const wrapped = transparentProxy(resource, methods, { _client: client, ...members })
  return wrapped
}

/**
 * A method of an object, with the object itself as `this` unless it is to see another. Looked up with each call, so that
 * what the app patches counts. Undefined when there is none now.
 */
export function methodOf(owner: object, name: string, self: () => object = () => owner): AnyFunction | undefined {
  const own = field(owner, name)
  if (typeof own !== 'function') return undefined
  return shapedLike(own, (...values) => {
    const method = field(owner, name)
    if (typeof method !== 'function') throw new TypeError(`${name} is not a function`)
    return Reflect.apply(method, self(), values)
  })
}
