import type { Door, Site } from '../support/door.ts'
import type { SdkName } from '../support/sdk.ts'

/** A tool that records chats too. One file each in this folder, which exports it as `rival`. */
export type Rival = {
  /** As its users know it. */
  readonly name: string
  /** The newest AI SDK that it knows. */
  readonly sdk: SdkName
  /** The package whose version is told. */
  readonly package: string
  /** Its calls cost more the more it has recorded, so it is measured over few of them. */
  readonly slow?: boolean
  /** Sets it up as its documentation says: recording content, sending in batches, here to the stub. */
  open(site: Site): Promise<RivalDoor>
}

export type RivalDoor = Partial<Pick<Door, 'sdk' | 'model' | 'settings' | 'close'>> & {
  readonly flush: () => Promise<void>
  /** The text that it recorded, where that is not what the stub received. */
  readonly recorded?: () => Promise<string>
}
