/*
 * Checks exhaustively that a deferred script never begins beside a pod that it breaks. See README.md in this directory for the abstractions.
 *
 *   -DNOWAIT     nobody waits for the rollout:                        the script begins beside an old pod
 *   -DNOTERM     a pod that is terminating counts as gone:            likewise
 *   -DNORECHECK  the leader does not read the workload again:         likewise
 *   -DNOPROOF    a Job takes the revision that it finds for its own:  likewise
 *   -DNOLOOK     no second check behind the fence:                    the script is applied twice
 */
#ifndef REPLICAS
#define REPLICAS 1
#endif
#define SLOTS (REPLICAS + 2) /* one pod more during a rollout, and one that is terminating */
#define OLD 0                /* revision whose bundle lacks the script */
#define NEW 1                /* revision whose bundle ends with it */
#define NONE 255
#define JOB SLOTS

/* Number of times that somebody updates the workload: to NEW, back to OLD, and to NEW again. */
#ifndef CHANGES
#define CHANGES 3
#endif
#ifndef CRASHES
#define CRASHES 1
#endif

mtype = { GONE, SERVING, TERMINATING };

/* The workload and its pods. */
byte wanted = OLD;
byte serving[2];
mtype state[SLOTS] = GONE;
byte revision[SLOTS];
byte changes;

/* PostgreSQL. */
byte fence = NONE; /* the process that holds the advisory lock */
byte applied;      /* how often the script's effects were committed */
bool started;      /* the receipt of the bundle with the script lists NEW, because a pod of it has started */

/* Pods of OLD that were there when the holder of the fence got it. It may miss those that are created later. */
bool seen[SLOTS];

bool tries[SLOTS]; /* the sidecar of the slot is running an attempt */
bool crashed[SLOTS];
byte crashes;

hidden byte k;

/* Two requests: the workload's own status, then its pods. Between them anything may happen. */
inline read_workload() {
  atomic {
    found = wanted;
    complete = (serving[wanted] == REPLICAS && serving[1 - wanted] == 0)
  };
  atomic {
    k = 0;
    do
#ifdef NOTERM
    :: k < SLOTS -> complete = (complete && (state[k] != SERVING || revision[k] == found)); k++
#else
    :: k < SLOTS -> complete = (complete && (state[k] == GONE || revision[k] == found)); k++
#endif
    :: else -> break
    od;
#ifdef NOWAIT
    complete = true;
#endif
    k = 0
  }
}

inline take_fence(me) {
  atomic {
    fence == NONE -> fence = me;
    k = 0;
    do
    :: k < SLOTS -> seen[k] = (state[k] != GONE && revision[k] == OLD); k++
    :: else -> break
    od
  }
}

inline free_fence(me) {
  atomic {
    if
    :: fence == me ->
      fence = NONE;
      k = 0;
      do
      :: k < SLOTS -> seen[k] = false; k++
      :: else -> break
      od
    :: else
    fi
  }
}

/* Effects and history row become visible together. */
inline execute() {
  atomic {
    k = 0;
    do
    :: k < SLOTS -> assert(!seen[k]); k++
    :: else -> break
    od;
    applied++;
    assert(applied == 1)
  }
}

/* Pods of the workload: one is created, serves, terminates, and is gone. A pod of NEW starts once the migrations before have run. */
proctype Slot(byte me) {
end:
  do
  :: atomic { state[me] == GONE && serving[wanted] < REPLICAS && serving[OLD] + serving[NEW] <= REPLICAS ->
      state[me] = SERVING;
      revision[me] = wanted;
      serving[wanted]++;
      started = (started || wanted == NEW) }
  :: atomic { state[me] == SERVING && revision[me] != wanted && serving[OLD] + serving[NEW] > REPLICAS ->
      state[me] = TERMINATING;
      serving[revision[me]]-- }
  :: atomic { state[me] == TERMINATING ->
      state[me] = GONE;
      seen[me] = false;
      revision[me] = OLD;
      free_fence(me);
      crashed[me] = tries[me] }
  od
}

/* The sidecar of the pod that is in the slot, if it is of NEW. Each attempt ends early if the sidecar crashes, or its pod is gone. */
proctype Sidecar(byte me) {
  byte found;
  bool complete;

end:
  do
  :: applied > 0 -> break
  :: atomic { applied == 0 && state[me] != GONE && revision[me] == NEW -> tries[me] = true };
    {
      read_workload();
      if
      :: found == NEW && complete ->
        take_fence(me);
#ifndef NOLOOK
        if
        :: applied > 0 -> goto done
        :: applied == 0
        fi;
#endif
#ifndef NORECHECK
        read_workload();
#endif
        if
        :: found == NEW && complete -> execute()
        :: else
        fi;
done:
        free_fence(me)
      :: else
      fi
    } unless {
      crashed[me]
    };
    atomic {
      tries[me] = false;
      crashed[me] = false;
      found = OLD;
      complete = false
    }
  od
}

/* migrate --deferred with the bundle of NEW, started at any time, such as after a rollback. */
proctype Job() {
  byte own = NONE;
  byte found;
  bool complete;

  do
  :: read_workload();
    if
    :: own == NONE -> own = found
    :: own != NONE && own != found -> goto refused
    :: else
    fi;
    if
    :: complete -> break
    :: else
    fi
  od;
  take_fence(JOB);
  if
  :: applied > 0 -> goto refused
  :: applied == 0
  fi;
#ifndef NORECHECK
  read_workload();
#endif
#ifdef NOPROOF
  if
  :: own == found && complete -> execute()
#else
  if
  :: own == found && complete && own == NEW && started -> execute()
#endif
  :: else
  fi;
refused:
  free_fence(JOB)
}

proctype Updates() {
  do
  :: atomic { changes < CHANGES -> wanted = 1 - wanted; changes++ }
  :: break
  od
}

/* SIGKILL, after which the sidecar is started again. What a session left behind does is in rollout.pml. */
proctype Crashes() {
  byte me;
  do
  :: atomic { crashes < CRASHES ->
      select(me: 0 .. SLOTS - 1);
      if
      :: tries[me] && !crashed[me] ->
        crashes++;
        crashed[me] = true;
        free_fence(me)
      :: else
      fi;
      me = 0 }
  :: break
  od
}

init {
  byte me;
  atomic {
    do
    :: me < SLOTS ->
      if
      :: me < REPLICAS -> state[me] = SERVING; serving[OLD]++
      :: else
      fi;
      run Slot(me);
      run Sidecar(me);
      me++
    :: else -> break
    od;
    run Job();
    run Updates();
    run Crashes()
  }
}

ltl progress { (<> [] (wanted == NEW)) -> (<> (applied > 0)) }
