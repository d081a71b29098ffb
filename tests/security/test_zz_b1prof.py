import json, time, cProfile, pstats, pytest
from tests.security.test_reach_phone_calls import *
def test_prof(phone):
    batches=[[phone.seal(out(q=i)) for i in range(500)] for _ in range(6)]
    phone.send(*batches[0])
    t=time.process_time(); w=time.perf_counter()
    phone.send(*batches[1]); print("cpu",time.process_time()-t,"wall",time.perf_counter()-w)
    p=cProfile.Profile(); p.enable()
    for b in batches[2:]: phone.send(*b)
    p.disable(); pstats.Stats(p).sort_stats("cumulative").print_stats(45)
