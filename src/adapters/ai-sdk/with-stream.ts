/** A result of the same class and with the same properties, getters unread, but with another stream. */
export function withStream<Result extends object>(result: Result, stream: ReadableStream<unknown>): Result {
  const value = { value: stream, writable: true, enumerable: true, configurable: true }
  const prototype = Reflect.getPrototypeOf(result)
  if (prototype !== null && prototype !== Object.prototype) return ofClass(result, value)
  return Object.create(prototype, { ...Object.getOwnPropertyDescriptors<object>(result), stream: value })
}

/** Private fields live on the result itself, so its getters and methods must see it, and no copy. */
function ofClass<Result extends object>(result: Result, stream: PropertyDescriptor): Result {
  // On a copy, because a proxy of a frozen result may not report another stream.
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors<object>(result))
  const free = descriptors.map(([key, descriptor]) => [key, { ...descriptor, configurable: true }])
  const shell: Result = Object.create(Reflect.getPrototypeOf(result), { ...Object.fromEntries(free), stream })
  return new Proxy(shell, {
    get(target, key) {
      if (key === 'stream') return Reflect.get(target, key)
      const own: unknown = Reflect.get(result, key, result)
      return typeof own === 'function' && key !== 'constructor' ? own.bind(result) : own
    },
  })
}
