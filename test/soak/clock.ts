const RealDate = Date
let offset = 0

/** Makes the clock of this process jump, from where it stands. */
export function shiftClock(ms: number): void {
  offset += ms
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, options, made) =>
      Reflect.construct(target, options.length === 0 ? [RealDate.now() + offset] : options, made) as object,
    get: (target, name) => (name === 'now' ? () => RealDate.now() + offset : Reflect.get(target, name)),
  })
}
