import type { EmitEvent } from '../model/runEvent.ts';
import type { HttpClient } from './http/httpClient.ts';
import type { PageCache } from './pageCache.ts';
import type { ProjectLinks } from './projectLinks.ts';
import type { MutableCounters } from './http/requestCounters.ts';

/** An index or a find-links place: what it lists for a project, or `undefined` if it does not know the name. */
export interface FileSource {
  files(name: string): Promise<ProjectLinks | undefined>;
}

/** What all sources share. */
export interface SourceContext {
  readonly client: HttpClient;
  readonly cache: PageCache;
  readonly counters: MutableCounters;
  readonly emit: EmitEvent;
  readonly offline: boolean;
  readonly refresh: boolean;
  now(): number;
}
