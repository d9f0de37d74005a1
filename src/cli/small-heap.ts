import { setFlagsFromString } from 'node:v8'

/**
 * Has V8 collect garbage before the heap has doubled, and keep the part for new objects small. A build makes garbage
 * without end and holds little, so left alone its process grows to twice the size, and is no faster for it. Only for a
 * process that is finetap's own: flags hold for all that runs in it.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50')
  setFlagsFromString('--semi-space-growth-factor=1')
}
