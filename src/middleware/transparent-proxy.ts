import { asksForOriginal } from './unwrap.ts'

type Method = (...values: never[]) => unknown

/**
 * A stand-in for `target` that differs from it in the replaced methods only: class, `instanceof`, live getters, private
 * fields and the identity of methods stay.
 */
export function transparentProxy<Target extends object>(
  target: Target,
  replacements: { readonly [method: string]: Method },
): Target {
  const methods = new Map<PropertyKey, { readonly own: unknown; readonly bound: unknown }>()

  // Private fields live on the target, so its methods must not see the proxy as `this`.
  function bound(property: PropertyKey, own: Function): unknown {
    const known = methods.get(property)
    if (known?.own === own) return known.bound
    const made: unknown = own.bind(target)
    methods.set(property, { own, bound: made })
    return made
  }

  return new Proxy(target, {
    get(_, property) {
      if (asksForOriginal(property)) return target
      const replacement = typeof property === 'string' ? replacements[property] : undefined
      if (replacement !== undefined && Object.hasOwn(replacements, property)) return replacement
      const value: unknown = Reflect.get(target, property, target)
      return isMethod(value) && !isFixed(target, property) ? bound(property, value) : value
    },
    set: (_, property, value) => Reflect.set(target, property, value, target),
  })
}

// A class or constructor is a value of its own: binding it would change its identity.
function isMethod(value: unknown): value is Function {
  return typeof value === 'function' && !Object.hasOwn(value, 'prototype')
}

// A proxy may not report another value for a property that can never change.
function isFixed(target: object, property: PropertyKey): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, property)
  return descriptor !== undefined && descriptor.configurable === false && descriptor.writable === false
}
