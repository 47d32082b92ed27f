/*
 * Checks exhaustively, for three pods, that only one session writes. See README.md in this directory for the abstractions.
 *
 *   -DNOFENCE  an advisory lock that does nothing:      two sessions write
 *   -DNOLOOK   no second check behind the fence:        the script is applied twice
 *   -DNOEVICT  a leftover session is never ended:       the rollout is stuck
 *   -DFORGET   the fence's holder forgets predecessors: the rollout is stuck
 */
#define PODS 3
#define NONE 255
#define LEFT(pod) (PODS + pod) /* the session that an earlier start of a pod left behind */
#define BIT(pod) (1 << pod)

#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef EXPIRIES
#define EXPIRIES 1
#endif

/* Number of times that a live leader is considered dead, or is silent for long enough to be suspected. */
#ifndef SUSPICIONS
#define SUSPICIONS 1
#endif

/* The Lease. */
byte holder = NONE;
bool expired;      /* not renewed for its whole duration, as observed by other pods */
bool orphan;       /* the elected start of the pod has ended */
byte lineage;      /* earlier leaders whose session may still hold the fence */
bool fresh[PODS];  /* the pod has read the Lease as it is: a resource version without numbers */

/* PostgreSQL. */
byte fence = NONE;   /* the session that holds the advisory lock */
byte writing = NONE; /* the session with an open transaction */
byte applied;        /* how often the script's effects were committed */
bool alive[PODS];    /* whether the pod's session lives, as the server sees it */

/* The pods. */
bool leads[PODS];    /* believes that it leads, and renews */
bool crashed[PODS];
bool ready[PODS];
byte crashes;
byte expiries;
byte suspicions;

/* The server ends a session: its transaction is rolled back and the lock is free, all at once. */
inline end_session(id) {
  if
  :: fence == id -> fence = NONE
  :: else
  fi;
  if
  :: writing == id -> writing = NONE
  :: else
  fi;
  if
  :: id < PODS -> alive[id] = false
  :: else
  fi
}

/* Without a fence, the model looks for two writing sessions, not for their effects. */
inline once() {
#ifndef NOFENCE
  assert(applied == 1)
#else
  applied = 1
#endif
}

/* A write based on an earlier version is rejected. */
inline change() {
  fresh[0] = false;
  fresh[1] = false;
  fresh[2] = false
}

inline elect(pod) {
  before = lineage;
  if
  :: holder != NONE -> before = before | BIT(holder)
  :: else
  fi;
  lineage = before;
  holder = pod;
  leads[pod] = true;
  expired = false;
  orphan = false;
  change()
}

inline release(pod) {
  lineage = lineage | BIT(pod);
  holder = NONE;
  expired = false;
  change()
}

proctype Pod(byte me) {
  byte before; /* pods whose sessions it may terminate */
  byte victim;

restart:
  {
    skip;
sibling:
    before = 0;
    do
    :: applied > 0 -> goto finished
    :: applied == 0 && (holder == NONE || expired || holder == me) ->
      /* 1. Free or expired: the first pod that writes on this version is elected. */
      fresh[me] = true;
      atomic {
        if
        :: fresh[me] && (holder == NONE || expired || holder == me) -> elect(me); goto gate
        :: else
        fi
      }
    :: atomic { (applied == 0 && holder != NONE && holder != me && !expired && fence == NONE &&
        (orphan || suspicions < SUSPICIONS)) ->
        /* 2. Silent for too long, and the fence is free: hold it and acquire the Lease. */
        if
        :: orphan
        :: else -> suspicions++
        fi;
        fresh[me] = true; alive[me] = true; fence = me };
      atomic {
        if
        :: fresh[me] && alive[me] -> elect(me); goto behind
        :: else -> end_session(me)
        fi
      }
    od;

gate:
    alive[me] = true;
    do
#ifdef NOFENCE
    :: atomic { alive[me] -> goto behind }
#else
    :: atomic { alive[me] && fence == NONE -> fence = me; goto behind }
#endif
#ifndef NOEVICT
    :: atomic { alive[me] && fence >= PODS && fence != NONE && ((before | BIT(me)) & BIT((fence - PODS)))
        -> victim = fence; end_session(victim); victim = 0 }
    :: atomic { alive[me] && fence < PODS && fence != me && (before & BIT(fence)) -> victim = fence; end_session(victim); victim = 0 }
#endif
    :: !alive[me] -> goto lost
    od;

behind:
#ifdef FORGET
    atomic {
      if
      :: holder == me -> lineage = 0
      :: else
      fi
    };
#endif
    before = 0;
#ifndef NOLOOK
    if
    :: !alive[me] -> goto lost
    :: alive[me] && applied > 0 -> goto resign
    :: alive[me] && applied == 0
    fi;
#endif
    atomic {
      if
      :: alive[me] -> assert(writing == NONE); writing = me
      :: else -> goto lost
      fi
    };
    /* Effects and history row become visible together, or not at all. */
    atomic {
      if
      :: alive[me] -> writing = NONE; applied++; once()
      :: else -> goto lost
      fi
    };

resign:
    atomic { end_session(me) };
lost:
    atomic {
      leads[me] = false;
      if
      :: holder == me -> release(me)
      :: else
      fi
    };
    goto sibling;

finished:
    ready[me] = true
  } unless {
    crashed[me]
  };
  if
  :: crashed[me] -> atomic { crashed[me] = false; goto restart }
  :: else
  fi
}

/* SIGKILL, OOM, a lost node. The session ends at once, or is left behind because its socket was not closed. */
proctype Crashes() {
  byte pod;
  bool led;
  do
  :: atomic { crashes < CRASHES ->
      select(pod: 0 .. PODS - 1);
      if
      :: !ready[pod] && !crashed[pod] ->
        crashes++;
        crashed[pod] = true;
        led = leads[pod];
        leads[pod] = false;
        if
        :: holder == pod -> orphan = true
        :: else
        fi;
        if
        :: end_session(pod)
        :: fence == pod && led ->
          fence = LEFT(pod);
          alive[pod] = false;
          if
          :: writing == pod -> writing = LEFT(pod)
          :: else
          fi
        fi
      :: else
      fi;
      pod = 0;
      led = false
    }
  :: break
  od
}

/* The Lease of a dead leader expires, and sometimes that of a leader that is only paused or partitioned. */
proctype Time() {
  do
  :: atomic { holder != NONE && !expired && orphan -> expired = true }
  :: atomic { holder != NONE && !expired && !orphan && expiries < EXPIRIES -> expiries++; expired = true }
  :: ready[0] && ready[1] && ready[2] -> break
  od
}

/* A leader that has lost its Lease notices that eventually, and aborts its session. */
proctype Renewals() {
  do
  :: atomic { alive[0] && leads[0] && holder != 0 -> end_session(0) }
  :: atomic { alive[1] && leads[1] && holder != 1 -> end_session(1) }
  :: atomic { alive[2] && leads[2] && holder != 2 -> end_session(2) }
  :: ready[0] && ready[1] && ready[2] -> break
  od
}

init {
  atomic {
    run Pod(0);
    run Pod(1);
    run Pod(2);
    run Crashes();
    run Time();
    run Renewals()
  }
}

ltl progress { <> (ready[0] && ready[1] && ready[2]) }
