import { asksForOriginal } from './unwrap.ts'

type Method = (...values: never[]) => unknown

/** Makes what stands in for an object that hangs on the target. */
type StandIn = (own: object) => object

/**
 * A stand-in for `target` that differs from it in the replaced methods, and in the members that have a stand-in of their
 * own: class, `instanceof`, live getters, private fields and the identity of methods stay.
 */
export function transparentProxy<Target extends object>(
  target: Target,
  replacements: { readonly [method: string]: Method },
  members: { readonly [member: string]: StandIn } = {},
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

  const standIns = new Map<PropertyKey, { readonly own: object; readonly made: object }>()

  function standIn(property: PropertyKey, own: unknown): unknown {
    const make = typeof property === 'string' && Object.hasOwn(members, property) ? members[property] : undefined
    if (make === undefined || typeof own !== 'object' || own === null) return own
    const known = standIns.get(property)
    if (known?.own === own) return known.made
    const made = make(own)
    standIns.set(property, { own, made })
    return made
  }

  // What the app itself puts in the place of a replaced method; on the target it would call itself for ever.
  const patched = new Map<PropertyKey, unknown>()

  function isReplaced(property: PropertyKey): property is string {
    return typeof property === 'string' && Object.hasOwn(replacements, property)
  }

  return new Proxy(shellOf(target, [...Object.keys(replacements), ...Object.keys(members)]), {
    get(shell, property) {
      if (asksForOriginal(property)) return target
      if (isReplaced(property)) return patched.has(property) ? patched.get(property) : replacements[property]
      const value: unknown = Reflect.get(target, property, target)
      if (isMethod(value) && !isFixed(target, property)) return bound(property, value)
      return isFixed(shell, property) ? value : standIn(property, value)
    },
    set(_, property, value) {
      if (!isReplaced(property)) return Reflect.set(target, property, value, target)
      if (isFixed(target, property)) return false
      patched.set(property, value)
      return true
    },
    defineProperty(shell, property, descriptor) {
      if (!isReplaced(property) || !('value' in descriptor)) return Reflect.defineProperty(shell, property, descriptor)
      patched.set(property, descriptor.value)
      return true
    },
    getOwnPropertyDescriptor(shell, property) {
      const own = Reflect.getOwnPropertyDescriptor(shell, property)
      if (own?.configurable === false) return own
      if (!isReplaced(property)) return own && 'value' in own ? { ...own, value: standIn(property, own.value) } : own
      // Who patches a method, as spies do, must get hold of ours: the target's own cannot be called on the proxy.
      const value = patched.has(property) ? patched.get(property) : replacements[property]
      return { value, writable: true, enumerable: own?.enumerable ?? false, configurable: true }
    },
    deleteProperty(shell, property) {
      patched.delete(property)
      return Reflect.deleteProperty(shell, property)
    },
  })
}

/** A proxy may not report another method in the place of a frozen one, so it stands on a copy of the properties then. */
function shellOf<Target extends object>(target: Target, methods: readonly string[]): Target {
  if (!methods.some((method) => isFixed(target, method))) return target
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors<object>(target))
  const free = descriptors.map(([key, descriptor]) => [key, { ...descriptor, configurable: true }])
  return Object.create(Reflect.getPrototypeOf(target), Object.fromEntries(free))
}

// A class or constructor is a value of its own: binding it would change its identity.
function isMethod(value: unknown): value is Function {
  return typeof value === 'function' && !isConstructor(value)
}

/**
 * Old-style functions may be either. Compilers to ES5 make methods of them, which must see their own object as `this`
 * and are named like methods; constructors have a prototype with something on it, or a name that says so.
 */
function isConstructor(value: Function): boolean {
  const prototype: unknown = Object.hasOwn(value, 'prototype') ? Reflect.get(value, 'prototype') : undefined
  // Generator methods have a prototype too, but one without a constructor.
  if (typeof prototype !== 'object' || prototype === null || !Object.hasOwn(prototype, 'constructor')) return false
  if (Reflect.ownKeys(prototype).length > 1 || /^\p{Lu}/u.test(value.name)) return true
  return Function.prototype.toString.call(value).startsWith('class')
}

// A proxy may not report another value for a property that can never change.
function isFixed(target: object, property: PropertyKey): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, property)
  return descriptor !== undefined && descriptor.configurable === false && descriptor.writable === false
}
