import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { PersonId } from '../../../shared/model/ids.ts'

export type DeskPlaces = {
  /** Machine-level state: desk ids, recent projects, approved roots, the log. */
  readonly stateDir: string
  /** Where projects are made unless a path is given, and all that a browser may open. */
  readonly projectsRoot: string
}

const stateRoot = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string => {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Second Look')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Second Look')
  return join(env.XDG_STATE_HOME || join(home, '.local', 'state'), 'second-look')
}

/** The system's usual folders, unless `SECOND_LOOK_STATE` or `SECOND_LOOK_PROJECTS` name others. */
export const deskPlaces = (
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): DeskPlaces => ({
  stateDir: env.SECOND_LOOK_STATE || stateRoot(platform, env, home),
  projectsRoot: env.SECOND_LOOK_PROJECTS || join(home, 'Second Look'),
})

/** Who sits here: the system's user. Nobody is asked for a name before the first case. */
export const systemPerson = (): PersonId => {
  try {
    return PersonId.parse(userInfo().username)
  } catch {
    // A container may run as a user that has no name.
    return PersonId.parse('reviewer')
  }
}
