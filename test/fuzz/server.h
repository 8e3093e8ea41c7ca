/*-------------------------------------------------------------------------
 *
 * server.h
 *	  As much of a server as the sheet reader needs to be fuzzed without one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef FUZZ_SERVER_H
#define FUZZ_SERVER_H

extern void free_everything(void);

#endif							/* FUZZ_SERVER_H */
