#!/bin/bash
# Puts the parts of check.sh together: the report is that of one check of all seeds. If a part is missing, it says which and the
# command that makes it.
#SBATCH --job-name=merge
#SBATCH --output=report.txt
cd "${PBS_O_WORKDIR:-.}" || exit

sim check --merge parts "$@"
