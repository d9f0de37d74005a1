/** Sets a property on every plain object within the request. */
export function addEverywhere(value: unknown, name: string, descriptor: PropertyDescriptor): void {
  for (const object of objectsIn(value)) {
    if (isPlain(object)) Object.defineProperty(object, name, { enumerable: true, configurable: true, ...descriptor })
  }
}

/** Replaces a text wherever it stands as a value within the request; gives how often. */
export function replaceText(value: unknown, text: string, descriptor: PropertyDescriptor): number {
  let replaced = 0
  for (const object of objectsIn(value)) {
    for (const key of Object.keys(object)) {
      if (Reflect.get(object, key) !== text) continue
      Object.defineProperty(object, key, { enumerable: true, configurable: true, ...descriptor })
      replaced += 1
    }
  }
  return replaced
}

/** All objects within, found before anything is changed. */
function objectsIn(value: unknown, found: Set<object> = new Set()): ReadonlySet<object> {
  if (typeof value !== 'object' || value === null || found.has(value) || ArrayBuffer.isView(value)) return found
  found.add(value)
  for (const item of Object.values(value)) objectsIn(item, found)
  return found
}

function isPlain(value: object): boolean {
  return Reflect.getPrototypeOf(value) === Object.prototype
}
