log("trouble")
