"""sanshen 三审: a district government's website that cannot publish what has not been properly signed."""
