import { FinetapError } from '../../core/errors.ts'

/**
 * Loads a package that the app may have installed.
 *
 * @throws FinetapError `peer_missing` when it cannot be loaded.
 */
export async function loadPeer(specifier: string, owner: string, install: string = specifier): Promise<unknown> {
  try {
    const loaded: unknown = await import(specifier)
    return loaded
  } catch (cause) {
    throw new FinetapError('peer_missing', {
      what: `${owner} needs the package ${specifier}`,
      why: 'it cannot be loaded',
      fix: `npm install ${install}`,
      cause,
    })
  }
}

/** The export of a module that has this name, also where a CommonJS package was loaded as a default export. */
export function exportOf(loaded: unknown, name: string): unknown {
  const direct = fieldOf(loaded, name)
  return direct === undefined ? fieldOf(fieldOf(loaded, 'default'), name) : direct
}

function fieldOf(value: unknown, name: string): unknown {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return holds ? Reflect.get(value, name) : undefined
}

/** For a package of a version that has not what is used of it. */
export function oddPeer(specifier: string, owner: string): FinetapError {
  return new FinetapError('peer_missing', {
    what: `${owner} cannot use the package ${specifier} that is installed`,
    why: 'it lacks what is used of it',
    fix: `install another version of ${specifier}`,
  })
}
