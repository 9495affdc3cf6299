#!/bin/bash
# A check in eight parts on a cluster: each task of a job array runs the seeds of one, and merge.sh puts them together.
#
#   Slurm        job=$(sbatch --parsable check.sh) && sbatch --dependency=afterany:"$job" merge.sh
#   PBS Pro      job=$(qsub -J 1-8 check.sh) && qsub -W depend=afterany:"$job" merge.sh
#   Torque       job=$(qsub -t 1-8 check.sh) && qsub -W depend=afteranyarray:"$job" merge.sh
#   Grid Engine  qsub -cwd -N check -t 1-8 check.sh && qsub -cwd -hold_jid check merge.sh
#
# Arrays begin with 1. What was killed or timed out is submitted again as it is: a part that is there is not run again.
#SBATCH --job-name=check
#SBATCH --array=1-8
#SBATCH --cpus-per-task=2
#SBATCH --time=01:00:00
#SBATCH --output=check-%a.log
cd "${PBS_O_WORKDIR:-.}" || exit

sim check --seeds "${SEEDS:-0..1000000}" --hold 0..=30 --shard array/8 -o parts
code=$?
# Of a part in which a check failed (1) the work is done. After 3 it may not be: the run was stopped, or seeds have no verdict.
[ "$code" -eq 1 ] || exit "$code"
