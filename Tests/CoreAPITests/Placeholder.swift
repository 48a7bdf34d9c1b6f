// Tests of CoreAPI.
