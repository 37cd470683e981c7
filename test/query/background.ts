// Tests that compute give way to those in which time is a condition (reshard.test.ts, adopt.test.ts): import this
// first. Children inherit it.
import { setPriority } from 'node:os';

/** About a third of the share that a process of usual priority gets: they go on beside other work. */
setPriority(5);
